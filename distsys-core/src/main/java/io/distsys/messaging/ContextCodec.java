package io.distsys.messaging;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How what a {@link MessageObserver} sends along travels: names and values, a few of
 * them.
 *
 * @since 0.1
 */
public final class ContextCodec {

	private static final int MOST = 64;

	private ContextCodec() {
	}

	/**
	 * How many bytes a context takes.
	 * @param context the context
	 * @return its size
	 */
	public static int sizeOf(Map<String, String> context) {
		int size = 1;
		for (Map.Entry<String, String> entry : context.entrySet()) {
			size += 2 * Short.BYTES + utf8(entry.getKey()).length + utf8(entry.getValue()).length;
		}
		return size;
	}

	/**
	 * Write a context.
	 * @param context the context
	 * @param buffer has room for it
	 */
	public static void write(Map<String, String> context, ByteBuffer buffer) {
		buffer.put((byte) context.size());
		context.forEach((name, value) -> {
			write(utf8(name), buffer);
			write(utf8(value), buffer);
		});
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static void write(byte[] bytes, ByteBuffer buffer) {
		buffer.putShort((short) bytes.length).put(bytes);
	}

	/**
	 * Read a context.
	 * @param buffer stands where it begins
	 * @return the context
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	public static Map<String, String> read(ByteBuffer buffer) {
		try {
			int count = buffer.get();
			if (count < 0 || count > MOST) {
				throw new IllegalArgumentException("A context cannot have " + count + " values");
			}
			Map<String, String> context = new LinkedHashMap<>();
			for (int i = 0; i < count; i++) {
				context.put(readText(buffer), readText(buffer));
			}
			return context;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("A context ends too early", ex);
		}
	}

	private static String readText(ByteBuffer buffer) {
		int length = buffer.getShort();
		if (length < 0 || length > buffer.remaining()) {
			throw new IllegalArgumentException("A context cannot have a text of " + length + " bytes");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Leave out what cannot travel: what is too long, and more than a few.
	 * @param context what an observer sends along
	 * @return what travels of it
	 */
	public static Map<String, String> bounded(Map<String, String> context) {
		if (context.isEmpty()) {
			return Map.of();
		}
		Map<String, String> bounded = new LinkedHashMap<>();
		context.forEach((name, value) -> {
			boolean fits = utf8(name).length <= Short.MAX_VALUE && utf8(value).length <= Short.MAX_VALUE;
			if (fits && bounded.size() < MOST) {
				bounded.put(name, value);
			}
		});
		return bounded;
	}

}
