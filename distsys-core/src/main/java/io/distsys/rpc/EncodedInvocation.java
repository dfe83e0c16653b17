package io.distsys.rpc;

import java.lang.reflect.Method;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.distsys.messaging.Codec;
import io.distsys.messaging.Codec.NotEncodableException;
import io.distsys.messaging.ContextCodec;
import org.jspecify.annotations.Nullable;

/**
 * An invocation as it travels. The method is read before any argument is decoded, so that
 * nothing of a call to a method that may not be called reaches a deserializer.
 *
 * @param methodKey what {@link MethodTable#key} says of the method
 * @param arguments the arguments, each encoded by itself
 * @param context what an observer of the caller sends along; empty if there is nothing,
 * and nothing is written then
 * @since 0.1
 */
public record EncodedInvocation(String methodKey, List<byte[]> arguments, Map<String, String> context) {

	private static final int MAX_ARGUMENTS = 255;

	public EncodedInvocation {
		arguments = List.copyOf(arguments);
		context = Map.copyOf(context);
	}

	/**
	 * An invocation with nothing sent along.
	 * @param methodKey what {@link MethodTable#key} says of the method
	 * @param arguments the arguments, each encoded by itself
	 */
	public EncodedInvocation(String methodKey, List<byte[]> arguments) {
		this(methodKey, arguments, Map.of());
	}

	EncodedInvocation with(Map<String, String> sentAlong) {
		return sentAlong.isEmpty() ? this
				: new EncodedInvocation(this.methodKey, this.arguments, ContextCodec.bounded(sentAlong));
	}

	static EncodedInvocation encode(Invocation invocation, Codec codec) {
		List<byte[]> encoded = new ArrayList<>();
		List<@Nullable Object> arguments = invocation.arguments();
		for (int i = 0; i < arguments.size(); i++) {
			encoded.add(encode(invocation.method(), i, arguments.get(i), codec));
		}
		return new EncodedInvocation(invocation.methodKey(), encoded).with(invocation.context());
	}

	private static byte[] encode(Method method, int index, @Nullable Object argument, Codec codec) {
		try {
			return codec.encode(argument);
		}
		catch (NotEncodableException ex) {
			String type = (argument != null) ? argument.getClass().getName() : "null";
			throw new NotEncodableException("Argument " + index + " of " + method.getDeclaringClass().getName() + "."
					+ MethodTable.key(method) + " cannot be encoded, its type is " + type + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Read what {@link #toBytes()} wrote.
	 * @param bytes the bytes
	 * @return the invocation
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	public static EncodedInvocation fromBytes(byte[] bytes) {
		return read(ByteBuffer.wrap(bytes));
	}

	/**
	 * Read an invocation from where the buffer stands, to its end.
	 * @param buffer the bytes
	 * @return the invocation
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	public static EncodedInvocation read(ByteBuffer buffer) {
		try {
			String key = new String(readBytes(buffer), StandardCharsets.UTF_8);
			int count = buffer.get() & 0xff;
			List<byte[]> arguments = new ArrayList<>(count);
			for (int i = 0; i < count; i++) {
				arguments.add(readBytes(buffer));
			}
			Map<String, String> context = buffer.hasRemaining() ? ContextCodec.read(buffer) : Map.of();
			if (buffer.hasRemaining()) {
				throw new IllegalArgumentException("Not an invocation: " + buffer.remaining() + " bytes too many");
			}
			return new EncodedInvocation(key, arguments, context);
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Not an invocation: it ends too early", ex);
		}
	}

	private static byte[] readBytes(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new IllegalArgumentException("Not an invocation: a part of " + length + " bytes");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

	/**
	 * Write the invocation.
	 * @return its bytes
	 */
	public byte[] toBytes() {
		if (this.arguments.size() > MAX_ARGUMENTS) {
			throw new IllegalArgumentException("Too many arguments: " + this.methodKey);
		}
		byte[] key = this.methodKey.getBytes(StandardCharsets.UTF_8);
		int size = Integer.BYTES + key.length + 1 + (this.context.isEmpty() ? 0 : ContextCodec.sizeOf(this.context))
				+ this.arguments.stream().mapToInt((argument) -> Integer.BYTES + argument.length).sum();
		ByteBuffer buffer = ByteBuffer.allocate(size).putInt(key.length).put(key).put((byte) this.arguments.size());
		this.arguments.forEach((argument) -> buffer.putInt(argument.length).put(argument));
		if (!this.context.isEmpty()) {
			ContextCodec.write(this.context, buffer);
		}
		return buffer.array();
	}

	/**
	 * Decode the arguments.
	 * @param codec decodes them; may block, so not on a loop
	 * @return the arguments as reflection wants them
	 * @throws NotEncodableException if one cannot be decoded here; the message names the
	 * method and the parameter
	 */
	public @Nullable Object[] decodeArguments(Codec codec) {
		@Nullable Object[] decoded = new Object[this.arguments.size()];
		for (int i = 0; i < decoded.length; i++) {
			try {
				decoded[i] = codec.decode(this.arguments.get(i));
			}
			catch (NotEncodableException ex) {
				throw new NotEncodableException(
						"Argument " + i + " of " + this.methodKey + " cannot be decoded: " + ex.getMessage(), ex);
			}
		}
		return decoded;
	}

}
