/** What hostile clients, tools and people try, and what the platform makes of it. */
package io.demijohn.itests.battery;
