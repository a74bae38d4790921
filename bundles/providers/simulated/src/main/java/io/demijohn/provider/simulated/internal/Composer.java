package io.demijohn.provider.simulated.internal;

import io.demijohn.model.ChatDelta;
import io.demijohn.model.ChatRequest;
import io.demijohn.model.ChatResult;
import io.demijohn.model.FinishReason;
import io.demijohn.model.Message;
import io.demijohn.model.ModelException;
import io.demijohn.model.ToolCall;
import io.demijohn.model.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** Turns one plan into beats and the final result. Used for one answer. */
final class Composer {

    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final Pattern WORD_START = Pattern.compile("(?<=\\s)(?=\\S)");
    private static final int CHARS_PER_TOKEN = 4;

    private final Settings settings;
    private final ChatRequest request;
    private final RandomGenerator random;
    private final String fingerprint;
    private final List<Beat> beats = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<ToolCall> calls = new ArrayList<>();
    private int chunks;
    private int words;
    private boolean cutShort;

    Composer(Settings settings, ChatRequest request, RandomGenerator random) {
        this.settings = settings;
        this.request = request;
        this.random = random;
        this.fingerprint = fingerprint(request.messages());
    }

    Performance compose(Plan plan) {
        boolean fails = random.nextDouble() < settings.failRate();
        beats.add(Beat.pause(settings.firstToken().sample(random)));
        for (Step step : plan.steps()) {
            add(step);
        }
        if (fails) {
            breakOff();
        }
        return new Performance(List.copyOf(beats), result(plan));
    }

    private void add(Step step) {
        if (step instanceof Step.Say say) {
            say(untilStop(say.text()));
        } else if (step instanceof Step.Call call) {
            call(call);
        } else if (step instanceof Step.Pause pause) {
            beats.add(Beat.pause(pause.time()));
        } else if (step instanceof Step.Hang) {
            beats.add(Beat.pause(FOR_EVER));
        } else if (step instanceof Step.Fail fail) {
            beats.add(Beat.fail(Duration.ZERO, failure(fail)));
        }
    }

    private static ModelException failure(Step.Fail fail) {
        return new ModelException(fail.kind(), fail.message(), null, fail.retryAfter());
    }

    private void say(String whole) {
        StringBuilder chunk = new StringBuilder();
        int inChunk = 0;
        for (String word : WORD_START.split(whole)) {
            if (cutShort || word.isEmpty()) {
                break;
            }
            chunk.append(word);
            inChunk++;
            words++;
            cutShort = request.sampling().maxTokens().filter(most -> words >= most).isPresent();
            if (inChunk == settings.chunkWords()) {
                speak(chunk);
                inChunk = 0;
            }
        }
        speak(chunk);
    }

    private void speak(StringBuilder chunk) {
        if (chunk.length() > 0) {
            text.append(chunk);
            delta(new ChatDelta.Text(chunk.toString()));
            chunk.setLength(0);
        }
    }

    private String untilStop(String whole) {
        String said = whole;
        for (String stop : request.sampling().stop()) {
            int at = stop.isEmpty() ? -1 : said.indexOf(stop);
            said = at < 0 ? said : said.substring(0, at);
        }
        return said;
    }

    private void call(Step.Call call) {
        int index = calls.size();
        // Made from the conversation, so that asking again after a crash gives the same ids.
        String id = "call_" + fingerprint + "_" + index;
        calls.add(new ToolCall(id, call.tool(), call.arguments()));
        delta(new ChatDelta.Call(index, Optional.of(id), Optional.of(call.tool()), ""));
        int half = call.arguments().length() / 2;
        argument(index, call.arguments().substring(0, half));
        argument(index, call.arguments().substring(half));
    }

    private void argument(int index, String part) {
        if (!part.isEmpty()) {
            delta(new ChatDelta.Call(index, Optional.empty(), Optional.empty(), part));
        }
    }

    private void delta(ChatDelta delta) {
        Duration delay = chunks++ == 0 ? Duration.ZERO : settings.token().sample(random);
        beats.add(Beat.say(delay, delta));
    }

    /** Replaces the end of the answer with the failure that the configuration asks for. */
    private void breakOff() {
        int kept = 0;
        int at = 0;
        while (at < beats.size() && kept < settings.failAfterChunks()) {
            kept += beats.get(at++).delta() == null ? 0 : 1;
        }
        beats.subList(at, beats.size()).clear();
        beats.add(
                Beat.fail(
                        settings.firstToken().sample(random),
                        new ModelException(
                                settings.failKind(), "a failure that fail.rate asks for")));
    }

    private ChatResult result(Plan plan) {
        return new ChatResult(
                Message.assistant("msg_" + fingerprint, text.toString(), calls),
                plan.finish().orElseGet(this::finish),
                Optional.of(usage()),
                settings.name(),
                Map.of("simulated", true));
    }

    private FinishReason finish() {
        if (!calls.isEmpty()) {
            return FinishReason.TOOL_CALLS;
        }
        return cutShort ? FinishReason.LENGTH : FinishReason.STOP;
    }

    private Usage usage() {
        long read = request.messages().stream().mapToLong(message -> message.text().length()).sum();
        long written =
                text.length() + calls.stream().mapToLong(call -> call.arguments().length()).sum();
        return Usage.of(tokens(read), tokens(written));
    }

    private static long tokens(long chars) {
        return (chars + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    /** FNV-1a over what was said: the same conversation has the same ids. */
    private static String fingerprint(List<Message> messages) {
        long hash = 0xcbf29ce484222325L;
        for (Message message : messages) {
            String said = message.id() + message.role() + message.text() + message.toolCallId();
            for (int i = 0; i < said.length(); i++) {
                hash = (hash ^ said.charAt(i)) * 0x100000001b3L;
            }
        }
        return HexFormat.of().toHexDigits(hash);
    }
}
