package io.distsys.ownership;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Whether moves are paused, and since which entry of the log it is so. A request to
 * change it names that entry, so that a late or repeated one does nothing.
 *
 * @param changedAt the entry that changed it last, 0 if none has
 * @param pause the pause, or {@literal null} if there is none
 */
record MovesSwitch(long changedAt, @Nullable MovesPause pause) {

	/** As it is in a group in which nobody has paused anything. */
	static final MovesSwitch UNTOUCHED = new MovesSwitch(0, null);

	/**
	 * As it is once a request has been applied.
	 * @param index the entry of the request
	 */
	MovesSwitch after(Command.SetMoves request, long index) {
		boolean isChange = request.seen() == this.changedAt && (request.pause() != null) != (this.pause != null);
		return isChange ? new MovesSwitch(index, request.pause()) : this;
	}

	byte[] encode() {
		return TableWriter.bytes(this::write);
	}

	static MovesSwitch decode(byte[] bytes) {
		return TableReader.read(bytes, MovesSwitch::read);
	}

	void write(TableWriter out) throws IOException {
		out.number(this.changedAt);
		out.pause(this.pause);
	}

	static MovesSwitch read(TableReader in) throws IOException {
		return new MovesSwitch(in.number(), in.pause());
	}

}
