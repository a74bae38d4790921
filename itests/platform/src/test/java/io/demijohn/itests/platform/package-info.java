/** Starts processes of the real distribution and drives them over real sockets. */
package io.demijohn.itests.platform;
