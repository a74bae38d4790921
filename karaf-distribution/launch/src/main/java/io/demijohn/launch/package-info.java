/** What {@code bin/demijohn} and the quick start need beyond a shell: credentials and one turn. */
@NullMarked
package io.demijohn.launch;

import org.jspecify.annotations.NullMarked;
