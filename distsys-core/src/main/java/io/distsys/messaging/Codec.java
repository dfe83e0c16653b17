package io.distsys.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Turns values of users into bytes and back. Thread-safe. May block for a moment when it
 * meets a class for the first time (its schema is told to the cluster): never call it on
 * an event loop or a transport thread.
 *
 * @since 0.1
 */
public interface Codec {

	/**
	 * Encode a value.
	 * @param value the value, may be {@literal null}
	 * @return its bytes
	 * @throws NotEncodableException if there is no way to encode it; the message names
	 * the type
	 */
	byte[] encode(@Nullable Object value);

	/**
	 * Decode a value.
	 * @param bytes what {@link #encode} made, perhaps on another node
	 * @return the value, may be {@literal null}
	 * @throws NotEncodableException if the bytes cannot be decoded here
	 */
	@Nullable Object decode(byte[] bytes);

	/** A value cannot be encoded or decoded. */
	class NotEncodableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		/**
		 * Create the exception.
		 * @param message names the type, and how to make it encodable
		 * @param cause what the serialization said
		 */
		public NotEncodableException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
