package io.distsys.pubsub;

import io.distsys.messaging.Codec;
import io.distsys.pubsub.TopicListener.Publication;
import org.jspecify.annotations.Nullable;

/** A message as it came, decoded when the first subscriber needs it, and only once. */
final class Parcel {

	private final Publication publication;

	private final @Nullable String key;

	private final byte[] bytes;

	private final Codec codec;

	private boolean decoded;

	private @Nullable Object message;

	private @Nullable RuntimeException failure;

	Parcel(Publication publication, @Nullable String key, byte[] bytes, Codec codec) {
		this.publication = publication;
		this.key = key;
		this.bytes = bytes;
		this.codec = codec;
	}

	Publication publication() {
		return this.publication;
	}

	/**
	 * Parcels of one order go one after another: those of one key, or of one publisher.
	 */
	int order() {
		return (this.key != null) ? this.key.hashCode() : this.publication.publisher().hashCode();
	}

	synchronized @Nullable Object message() {
		if (!this.decoded) {
			this.decoded = true;
			try {
				this.message = this.codec.decode(this.bytes);
			}
			catch (RuntimeException ex) {
				this.failure = ex;
			}
		}
		if (this.failure != null) {
			throw this.failure;
		}
		return this.message;
	}

	/** The message, or {@literal null} if it cannot be decoded. */
	synchronized @Nullable Object decoded() {
		return this.message;
	}

}
