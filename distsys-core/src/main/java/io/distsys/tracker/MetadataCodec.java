package io.distsys.tracker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Metadata as the value of an entry: equal maps have equal bytes.
 *
 * @since 0.1
 */
public final class MetadataCodec {

	/**
	 * How many bytes one text may have: what {@link DataOutputStream#writeUTF} takes.
	 */
	public static final int MAX_TEXT_BYTES = 65_535;

	private MetadataCodec() {
	}

	/**
	 * How many bytes a text has on the way: some characters more than in UTF-8.
	 * @param text a key or a value
	 * @return the number of bytes, without that of the length
	 */
	public static int lengthOf(String text) {
		int length = 0;
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			length += (next >= 0x01 && next <= 0x7f) ? 1 : (next <= 0x7ff) ? 2 : 3;
		}
		return length;
	}

	/**
	 * How many bytes metadata have on the way.
	 * @param metadata the metadata
	 * @return the number of bytes that {@link #encode} would make
	 * @throws IllegalArgumentException if a key or a value of it is too long
	 */
	public static long lengthOf(Map<String, String> metadata) {
		long length = Integer.BYTES;
		for (Map.Entry<String, String> entry : metadata.entrySet()) {
			int key = lengthOf(entry.getKey());
			int value = lengthOf(entry.getValue());
			if (key > MAX_TEXT_BYTES || value > MAX_TEXT_BYTES) {
				throw tooLong(null);
			}
			length += 2 * Short.BYTES + key + value;
		}
		return length;
	}

	private static IllegalArgumentException tooLong(@Nullable UTFDataFormatException cause) {
		return new IllegalArgumentException(
				"A key or a value of the metadata has more than " + MAX_TEXT_BYTES + " bytes", cause);
	}

	/**
	 * Encode metadata.
	 * @param metadata the metadata
	 * @return its bytes
	 * @throws IllegalArgumentException if a key or a value of it is too long
	 */
	public static byte[] encode(Map<String, String> metadata) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeInt(metadata.size());
			for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
				out.writeUTF(entry.getKey());
				out.writeUTF(entry.getValue());
			}
		}
		catch (UTFDataFormatException ex) {
			throw tooLong(ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	/**
	 * Decode metadata.
	 * @param bytes what {@link #encode} made, on a node of this or another version
	 * @return the metadata
	 * @throws UncheckedIOException if the bytes are anything else
	 */
	public static Map<String, String> decode(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int size = in.readInt();
			Map<String, String> metadata = new HashMap<>();
			for (int i = 0; i < size; i++) {
				metadata.put(in.readUTF(), in.readUTF());
			}
			return Map.copyOf(metadata);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
