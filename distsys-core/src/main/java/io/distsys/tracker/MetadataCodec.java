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

/**
 * Metadata as the value of an entry: equal maps have equal bytes.
 *
 * @since 0.1
 */
public final class MetadataCodec {

	private MetadataCodec() {
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
			throw new IllegalArgumentException("A key or a value of the metadata has more than 65535 bytes", ex);
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
