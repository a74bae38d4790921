/** Kills, pauses and swaps under load, and what may never happen then. */
package io.demijohn.itests.crash;
