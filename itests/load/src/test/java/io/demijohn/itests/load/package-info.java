/**
 * Loads the real distribution over real sockets and prints tables. {@link
 * io.demijohn.itests.load.Main} is the program; the tests run short forms of it and look at what
 * came back, never at the time that it took.
 */
package io.demijohn.itests.load;
