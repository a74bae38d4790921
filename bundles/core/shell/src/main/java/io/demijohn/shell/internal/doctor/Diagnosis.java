package io.demijohn.shell.internal.doctor;

import java.util.List;

/** Looks for one kind of fault. */
public interface Diagnosis {

    /** Looks; takes a few seconds at most. */
    List<Finding> findings();
}
