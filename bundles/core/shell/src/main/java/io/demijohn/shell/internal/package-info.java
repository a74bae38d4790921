/**
 * What all commands share: options, output as a table or as JSON, and views of the api's values.
 */
@NullMarked
package io.demijohn.shell.internal;

import org.jspecify.annotations.NullMarked;
