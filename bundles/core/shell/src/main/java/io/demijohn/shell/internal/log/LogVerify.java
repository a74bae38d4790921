package io.demijohn.shell.internal.log;

import io.demijohn.checkpoint.CheckpointMaintenance;
import io.demijohn.checkpoint.Verification;
import io.demijohn.shell.internal.Output;
import java.util.LinkedHashMap;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.NullUnmarked;

/** Reads the whole log and checks it. */
@Service
@Command(
        scope = "log",
        name = "verify",
        description = "Read the whole checkpoint log, and name every damaged place",
        detailedDescription =
                "Reads all files; runs go on meanwhile. Ctrl-C stops it.\n"
                        + "Example:\n  log:verify --json")
@NullUnmarked
public final class LogVerify extends io.demijohn.shell.internal.Command {

    @Reference(optional = true)
    private CheckpointMaintenance log;

    @Override
    protected void run(Output out) throws Exception {
        Verification all = Waiting.on(there(log).verify(), "Reading", out);
        var view = new LinkedHashMap<String, Object>();
        view.put("files", all.files());
        view.put("bytes", all.bytes());
        view.put("records", all.records());
        view.put("blobs", all.blobs());
        view.put("damage_count", all.damageCount());
        view.put("damages", all.damages());
        out.item(view);
    }
}
