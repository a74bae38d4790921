package io.demijohn.shell.internal.agent;

import org.apache.karaf.shell.api.console.Session;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Reads a person's lines from the session's terminal. While it does, Ctrl-C means "cancel the run":
 * the shell's own handler would end the command, and with it the conversation.
 */
final class ChatPrompt {

    private final LineReader reader;
    private final Terminal terminal;
    private final String prompt;

    ChatPrompt(Session session, String agent) {
        if (!(session.get(".jline.reader") instanceof LineReader lines)) {
            throw new IllegalArgumentException(
                    "this session has no terminal; use agent:chat --message 'TEXT' " + agent);
        }
        reader = lines;
        terminal = lines.getTerminal();
        prompt = "you> ";
    }

    void converse(Conversation conversation) throws Exception {
        var interruption = new Interruption();
        SignalHandler before = terminal.handle(Signal.INT, signal -> interruption.happen());
        Object history = reader.getVariable(LineReader.DISABLE_HISTORY);
        // What a person says to an agent has no place in the history file of the shell's commands.
        reader.setVariable(LineReader.DISABLE_HISTORY, true);
        try {
            for (String line = next(); line != null; line = next()) {
                if (!line.isBlank()) {
                    conversation.say(line, interruption);
                }
            }
        } finally {
            terminal.handle(Signal.INT, before);
            restore(history);
        }
    }

    private void restore(@Nullable Object history) {
        if (history == null) {
            reader.getVariables().remove(LineReader.DISABLE_HISTORY);
        } else {
            reader.setVariable(LineReader.DISABLE_HISTORY, history);
        }
    }

    /** The next line, or null when the person wants to leave. */
    private @Nullable String next() {
        try {
            String line = reader.readLine(prompt);
            return line.strip().equals("/exit") ? null : line;
        } catch (UserInterruptException e) {
            return ""; // no run to cancel: Ctrl-C clears what was typed, as shells do
        } catch (EndOfFileException e) {
            return null;
        }
    }
}
