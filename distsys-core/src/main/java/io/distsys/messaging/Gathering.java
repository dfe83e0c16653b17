package io.distsys.messaging;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import io.distsys.time.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * Lets messages leave together that the loop sends within one call, so that they share
 * frames. What other threads send is not touched.
 */
final class Gathering {

	private final EventLoop loop;

	/** Those in which something waits for its company. Touched on the loop only. */
	private @Nullable Set<Outbox> gathered;

	Gathering(EventLoop loop) {
		this.loop = loop;
	}

	void together(Runnable sending) {
		if (!this.loop.inLoop() || this.gathered != null) {
			sending.run();
			return;
		}
		Set<Outbox> filled = new LinkedHashSet<>();
		this.gathered = filled;
		try {
			sending.run();
		}
		finally {
			this.gathered = null;
			flush(filled.iterator());
		}
	}

	/** All of them, whatever becomes of one. */
	private static void flush(Iterator<Outbox> filled) {
		if (filled.hasNext()) {
			try {
				filled.next().flush();
			}
			finally {
				flush(filled);
			}
		}
	}

	/** As {@link Outbox#offer}, but that it may be sent a little later. */
	boolean offer(Outbox outbox, Envelope envelope, @Nullable PendingCall call, LongSupplier patience) {
		Set<Outbox> filled = this.loop.inLoop() ? this.gathered : null;
		if (filled != null) {
			if (outbox.put(envelope, call)) {
				filled.add(outbox);
				return true;
			}
			// What is gathered may go now, and makes room.
			outbox.flush();
		}
		return outbox.offer(envelope, call, patience);
	}

}
