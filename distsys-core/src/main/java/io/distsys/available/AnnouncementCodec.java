package io.distsys.available;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Offer;
import io.distsys.ownership.Ownership;
import io.distsys.ownership.ResourceKey;

/** The bytes of what nodes tell each other. */
final class AnnouncementCodec {

	private static final int VERSION = 1;

	private static final Ownership.State[] STATES = Ownership.State.values();

	private AnnouncementCodec() {
	}

	static byte[] encode(Message message) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeBoolean(message.seesReceiver());
			Announcement announcement = message.announcement();
			out.writeLong(announcement.version());
			out.writeBoolean(announcement.draining());
			out.writeInt(announcement.offers().size());
			for (Offer offer : announcement.offers()) {
				out.writeUTF(offer.kind());
				out.writeUTF(offer.name());
				out.writeInt(offer.count());
				out.writeInt(offer.terms().preference());
				out.writeUTF(offer.terms().version());
				out.writeLong(offer.terms().minimumStay().toMillis());
				out.writeInt(offer.terms().minimumNodes());
			}
			writeKeys(out, announcement.declined());
			out.writeInt(announcement.holdings().size());
			for (Map.Entry<ResourceKey, Announcement.Holding> held : announcement.holdings().entrySet()) {
				writeKey(out, held.getKey());
				out.writeLong(held.getValue().token().value());
				out.writeByte(held.getValue().state().ordinal());
			}
			writeKeys(out, message.wanted());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void writeKeys(DataOutputStream out, Set<ResourceKey> keys) throws IOException {
		out.writeInt(keys.size());
		for (ResourceKey key : keys) {
			writeKey(out, key);
		}
	}

	private static void writeKey(DataOutputStream out, ResourceKey key) throws IOException {
		out.writeUTF(key.kind());
		out.writeUTF(key.name());
		out.writeInt(key.index());
	}

	/**
	 * Read what {@link #encode} wrote.
	 * @throws IllegalArgumentException if the bytes are anything else
	 */
	static Message decode(byte[] bytes) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int version = in.readByte();
			if (version != VERSION) {
				throw new IllegalArgumentException("An announcement of version " + version + " cannot be read");
			}
			boolean seesReceiver = in.readBoolean();
			Announcement announcement = new Announcement(in.readLong(), in.readBoolean(), readOffers(in), readKeys(in),
					readHoldings(in));
			return new Message(seesReceiver, announcement, readKeys(in));
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("An announcement cannot be read: " + ex, ex);
		}
	}

	private static Set<Offer> readOffers(DataInputStream in) throws IOException {
		Set<Offer> offers = new HashSet<>();
		for (int left = in.readInt(); left > 0; left--) {
			offers.add(new Offer(in.readUTF(), in.readUTF(), in.readInt(),
					new Offer.Terms(in.readInt(), in.readUTF(), Duration.ofMillis(in.readLong()), in.readInt())));
		}
		return offers;
	}

	private static Map<ResourceKey, Announcement.Holding> readHoldings(DataInputStream in) throws IOException {
		Map<ResourceKey, Announcement.Holding> holdings = new HashMap<>();
		for (int left = in.readInt(); left > 0; left--) {
			ResourceKey key = readKey(in);
			FencingToken token = new FencingToken(in.readLong());
			int state = in.readByte();
			if (state < 0 || state >= STATES.length) {
				throw new IOException("there is no state " + state);
			}
			holdings.put(key, new Announcement.Holding(token, STATES[state]));
		}
		return holdings;
	}

	private static Set<ResourceKey> readKeys(DataInputStream in) throws IOException {
		Set<ResourceKey> keys = new HashSet<>();
		for (int left = in.readInt(); left > 0; left--) {
			keys.add(readKey(in));
		}
		return keys;
	}

	private static ResourceKey readKey(DataInputStream in) throws IOException {
		return new ResourceKey(in.readUTF(), in.readUTF(), in.readInt());
	}

	/**
	 * What one node tells another, in a call or in its answer.
	 *
	 * @param seesReceiver whether the receiver is in the sender's view
	 * @param announcement what the sender says of itself
	 * @param wanted what the sender asks the receiver to hand over to it
	 */
	record Message(boolean seesReceiver, Announcement announcement, Set<ResourceKey> wanted) {

	}

}
