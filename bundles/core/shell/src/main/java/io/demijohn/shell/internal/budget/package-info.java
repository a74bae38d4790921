/** Commands over budgets. */
@NullMarked
package io.demijohn.shell.internal.budget;

import org.jspecify.annotations.NullMarked;
