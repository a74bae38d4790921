/** Tests inside the container. */
package io.demijohn.itests.container;
