package io.demijohn.launch;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A fresh RSA key pair. RSA because Karaf's login module refuses Ed25519 and misreads every second
 * ECDSA key (it takes coordinates for signed numbers).
 */
final class ShellKey {
    private static final int BITS = 3072;
    private final KeyPair pair;

    ShellKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            this.pair = generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no RSA: use a complete JDK", e);
        }
    }

    /** Writes the private half, for its owner's eyes only, and returns the public half. */
    String writeTo(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, pem(pair.getPrivate()));
        return publicLine((RSAPublicKey) pair.getPublic());
    }

    private static String pem(PrivateKey key) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN PRIVATE KEY-----\n"
                + lines.encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** The key blob of RFC 4253, section 6.6. */
    private static String publicLine(RSAPublicKey key) throws IOException {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(blob);
        writeField(out, "ssh-rsa".getBytes(StandardCharsets.US_ASCII));
        writeField(out, key.getPublicExponent().toByteArray());
        writeField(out, key.getModulus().toByteArray());
        return Base64.getEncoder().encodeToString(blob.toByteArray());
    }

    private static void writeField(DataOutputStream out, byte[] field) throws IOException {
        out.writeInt(field.length);
        out.write(field);
    }
}
