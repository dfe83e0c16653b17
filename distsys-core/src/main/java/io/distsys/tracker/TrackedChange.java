package io.distsys.tracker;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What became of one entry between two moments. Changes are net: what came and went in
 * between is not told.
 *
 * @param before the entry as it was, or {@literal null} if there was none
 * @param after the entry as it is, or {@literal null} if there is none any more
 * @param reason why it changed
 * @since 0.1
 */
public record TrackedChange(@Nullable Tracked before, @Nullable Tracked after, Reason reason) {

	public TrackedChange {
		if (before == null && after == null) {
			throw new IllegalArgumentException("An entry that never was does not change");
		}
	}

	/**
	 * The entry that changed, as it is or, if it is gone, as it was.
	 * @return the entry
	 */
	public Tracked entry() {
		return (this.after != null) ? this.after : Objects.requireNonNull(this.before);
	}

	/** Why an entry changed on this node. */
	public enum Reason {

		/** Its node added, changed or removed it. */
		NORMAL,

		/** Its node has come into view, again perhaps, and had it already. */
		NODE_FOUND,

		/** Its node has left in order. */
		NODE_LEFT,

		/** Its node has gone without a word. */
		NODE_LOST

	}

}
