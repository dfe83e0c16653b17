package io.distsys.pubsub;

import io.distsys.messaging.Codec;
import io.distsys.pubsub.TopicListener.Publication;
import org.jspecify.annotations.Nullable;

/** A message as it came, decoded when the first subscriber needs it, and only once. */
final class Parcel {

	private final Publication publication;

	private final byte[] bytes;

	private final Codec codec;

	private boolean decoded;

	private @Nullable Object message;

	private @Nullable RuntimeException failure;

	Parcel(Publication publication, byte[] bytes, Codec codec) {
		this.publication = publication;
		this.bytes = bytes;
		this.codec = codec;
	}

	Publication publication() {
		return this.publication;
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

}
