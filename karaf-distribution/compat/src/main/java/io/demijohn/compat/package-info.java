/**
 * Lets Karaf 4.4 keep its role checks on JDK 24 and later, where JEP 486 made {@code
 * Subject.getSubject} always throw and turned domain combiners into no-ops. Loaded by {@code
 * bin/setenv} on such a JDK only; it goes away with the first Karaf that uses {@code
 * Subject.current}.
 */
@NullMarked
package io.demijohn.compat;

import org.jspecify.annotations.NullMarked;
