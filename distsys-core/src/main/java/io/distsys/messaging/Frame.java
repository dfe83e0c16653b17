package io.distsys.messaging;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * A batch of messages of one sender to one destination on one lane. Its checksum
 * (CRC-32C) is not for security: it sees that what arrives was made by a node, and not
 * changed since.
 *
 * @param stream numbers the runs of sequences of that sender; grows
 * @param first sequence number of the first message
 * @param envelopes the messages, of adjoining sequence numbers; none if the sender only
 * asks whether what was before has come
 */
record Frame(long stream, long first, List<Envelope> envelopes) {

	/** Its first byte. Other versions are refused. */
	static final byte VERSION = 2;

	private static final int CHECKED_FROM = 1 + 4;

	private static final int HEADER_BYTES = CHECKED_FROM + 8 + 8 + 4;

	/** What a part has beside its bytes. */
	static final int PART_HEADER_BYTES = 1 + 4 + 4 + 4;

	private static final byte CAST = 0;

	private static final byte CALL = 1;

	private static final byte ANSWERED = 2;

	private static final byte FAILED = 3;

	private static final byte REFUSED = 4;

	private static final byte PART = 5;

	private static final Refusal[] REFUSALS = Refusal.values();

	/** Exact number of bytes of an envelope. */
	static int sizeOf(Envelope envelope) {
		int length = envelope.payload().length;
		if (envelope instanceof Envelope.Part) {
			return PART_HEADER_BYTES + length;
		}
		int payload = 1 + 4 + length;
		if (envelope instanceof Envelope.Cast cast) {
			return payload + 4 + cast.address().length;
		}
		if (envelope instanceof Envelope.Call call) {
			return payload + 4 + call.address().length + 8 + 4;
		}
		return payload + 8 + 1;
	}

	/** The bytes of a message that travels in parts. */
	static byte[] encodeWhole(Envelope envelope, long nowNanos) {
		ByteBuffer buffer = ByteBuffer.allocate(sizeOf(envelope));
		write(buffer, envelope, nowNanos);
		return buffer.array();
	}

	/**
	 * Read a message that has come in parts.
	 * @throws IllegalArgumentException if the bytes are none
	 */
	static Envelope decodeWhole(byte[] bytes, long nowNanos) {
		return decode(bytes, (buffer) -> readEnvelope(buffer, nowNanos));
	}

	byte[] encode(long nowNanos) {
		int size = HEADER_BYTES;
		for (Envelope envelope : this.envelopes) {
			size += sizeOf(envelope);
		}
		ByteBuffer buffer = ByteBuffer.allocate(size);
		buffer.put(VERSION).putInt(0).putLong(this.stream).putLong(this.first).putInt(this.envelopes.size());
		for (Envelope envelope : this.envelopes) {
			write(buffer, envelope, nowNanos);
		}
		return buffer.putInt(1, checksum(buffer.array())).array();
	}

	/** Of what follows it. */
	private static int checksum(byte[] bytes) {
		CRC32C checksum = new CRC32C();
		checksum.update(bytes, CHECKED_FROM, bytes.length - CHECKED_FROM);
		return (int) checksum.getValue();
	}

	private static void write(ByteBuffer buffer, Envelope envelope, long nowNanos) {
		if (envelope instanceof Envelope.Cast cast) {
			buffer.put(CAST);
			writeBytes(buffer, cast.address());
		}
		else if (envelope instanceof Envelope.Call call) {
			buffer.put(CALL).putLong(call.correlation()).putInt(remainingMillis(call.deadlineNanos() - nowNanos));
			writeBytes(buffer, call.address());
		}
		else if (envelope instanceof Envelope.Part part) {
			buffer.put(PART).putInt(part.total()).putInt(part.offset());
		}
		else if (envelope instanceof Envelope.Answer answer) {
			Reply reply = answer.reply();
			byte tag = (reply instanceof Reply.Answered) ? ANSWERED
					: (reply instanceof Reply.Failed) ? FAILED : REFUSED;
			int refusal = (reply instanceof Reply.Refused refused) ? refused.refusal().ordinal() : 0;
			buffer.put(tag).putLong(answer.correlation()).put((byte) refusal);
		}
		writeBytes(buffer, envelope.payload());
	}

	private static int remainingMillis(long nanos) {
		return (int) Math.min(Integer.MAX_VALUE, Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos)));
	}

	private static void writeBytes(ByteBuffer buffer, byte[] bytes) {
		buffer.putInt(bytes.length).put(bytes);
	}

	/**
	 * Read a frame.
	 * @throws IllegalArgumentException if the bytes are none
	 */
	static Frame decode(byte[] bytes, long nowNanos) {
		return decode(bytes, (buffer) -> read(buffer, nowNanos));
	}

	private static <T> T decode(byte[] bytes, Function<ByteBuffer, T> reader) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes);
		try {
			T read = reader.apply(buffer);
			if (buffer.hasRemaining()) {
				throw new IllegalArgumentException(buffer.remaining() + " of " + bytes.length + " bytes are too many");
			}
			return read;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException(bytes.length + " bytes are too few", ex);
		}
	}

	private static Frame read(ByteBuffer buffer, long nowNanos) {
		byte version = buffer.get();
		if (version != VERSION) {
			throw new IllegalArgumentException("Frame version " + version + " is not spoken here, only " + VERSION);
		}
		if (buffer.getInt() != checksum(buffer.array())) {
			throw new IllegalArgumentException("The checksum of the frame does not fit: it was changed on its way");
		}
		long stream = buffer.getLong();
		long first = buffer.getLong();
		int count = buffer.getInt();
		if (count < 0 || count > buffer.remaining()) {
			throw new IllegalArgumentException("A frame cannot have " + count + " messages");
		}
		List<Envelope> envelopes = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			envelopes.add(readEnvelope(buffer, nowNanos));
		}
		return new Frame(stream, first, envelopes);
	}

	private static Envelope readEnvelope(ByteBuffer buffer, long nowNanos) {
		byte tag = buffer.get();
		if (tag == CAST) {
			return new Envelope.Cast(readBytes(buffer), readBytes(buffer));
		}
		if (tag == PART) {
			return new Envelope.Part(buffer.getInt(), buffer.getInt(), readBytes(buffer));
		}
		long correlation = buffer.getLong();
		if (tag == CALL) {
			long deadline = nowNanos + TimeUnit.MILLISECONDS.toNanos(buffer.getInt());
			return new Envelope.Call(readBytes(buffer), correlation, deadline, readBytes(buffer));
		}
		byte refusal = buffer.get();
		byte[] payload = readBytes(buffer);
		return new Envelope.Answer(correlation, switch (tag) {
			case ANSWERED -> new Reply.Answered(payload);
			case FAILED -> new Reply.Failed(payload);
			case REFUSED -> new Reply.Refused(refusal(refusal), payload);
			default -> throw new IllegalArgumentException("There is no kind of message " + tag);
		});
	}

	private static Refusal refusal(byte ordinal) {
		if (ordinal < 0 || ordinal >= REFUSALS.length) {
			throw new IllegalArgumentException("There is no refusal " + ordinal);
		}
		return REFUSALS[ordinal];
	}

	private static byte[] readBytes(ByteBuffer buffer) {
		int length = buffer.getInt();
		if (length < 0 || length > buffer.remaining()) {
			throw new IllegalArgumentException("A field of the frame cannot have " + length + " bytes");
		}
		byte[] bytes = new byte[length];
		buffer.get(bytes);
		return bytes;
	}

}
