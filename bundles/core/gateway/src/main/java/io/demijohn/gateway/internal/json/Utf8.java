package io.demijohn.gateway.internal.json;

import java.io.CharConversionException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Refuses bytes that are not UTF-8 before the parser sees them: a parser that guesses the encoding
 * would read other text than the filters in front of it did.
 */
final class Utf8 {

    private Utf8() {}

    static String checked(byte[] body) throws CharConversionException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            throw new CharConversionException("not UTF-8");
        }
    }
}
