/**
 * A disk that loses what was not synced, inside the process under test. These classes are put into
 * a copy of the storage bundle's jar, so they use nothing but the JDK.
 */
package io.demijohn.itests.crash.disk;
