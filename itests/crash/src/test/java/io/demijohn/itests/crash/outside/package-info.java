/** A process of its own beside the platform: a model and tools that write down each call. */
package io.demijohn.itests.crash.outside;
