/** Load on the real server, beside a bare Jetty handler in the same run. */
package io.demijohn.gateway.internal.load;
