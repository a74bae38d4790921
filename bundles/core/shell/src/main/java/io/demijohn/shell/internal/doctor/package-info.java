/** What the doctor looks at; each class knows one kind of fault and its fix. */
@NullMarked
package io.demijohn.shell.internal.doctor;

import org.jspecify.annotations.NullMarked;
