package io.demijohn.runtime.internal.tool;

import io.demijohn.tool.ToolResult;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Cuts answers that are too long, and says so. */
final class ResultCut {

    private final int most;

    ResultCut(int most) {
        this.most = most;
    }

    ToolResult cut(ToolResult result) {
        return new ToolResult(cut(result.text()), result.failed());
    }

    private String cut(String text) {
        if (text.length() <= most / 3) {
            return text;
        }
        ByteBuffer room = ByteBuffer.allocate(most);
        CharBuffer chars = CharBuffer.wrap(text);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(chars, room, true);
        return chars.hasRemaining()
                ? text.substring(0, chars.position())
                        + "\n[cut here: the answer is longer than the "
                        + most
                        + " bytes of tool.max.result.bytes]"
                : text;
    }
}
