package io.distsys.pubsub;

import java.util.Map;

import io.distsys.messaging.Codec;
import io.distsys.pubsub.TopicListener.Publication;
import org.jspecify.annotations.Nullable;

/** A message as it came, decoded when the first subscriber needs it, and only once. */
final class Parcel {

	private final Publication publication;

	private final TopicMessage sent;

	private final Codec codec;

	private boolean decoded;

	private @Nullable Object message;

	private @Nullable RuntimeException failure;

	Parcel(Publication publication, TopicMessage sent, Codec codec) {
		this.publication = publication;
		this.sent = sent;
		this.codec = codec;
	}

	Publication publication() {
		return this.publication;
	}

	/**
	 * Parcels of one order go one after another: those of one key, or of one publisher.
	 */
	int order() {
		String key = this.sent.key();
		return (key != null) ? key.hashCode() : this.publication.publisher().hashCode();
	}

	Map<String, String> context() {
		return this.sent.context();
	}

	synchronized @Nullable Object message() {
		if (!this.decoded) {
			this.decoded = true;
			try {
				this.message = this.codec.decode(this.sent.body());
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
