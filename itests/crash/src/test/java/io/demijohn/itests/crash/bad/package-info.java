/** What bad bundles are made of; put into jars and dropped in. */
package io.demijohn.itests.crash.bad;
