package io.distsys.rpc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.Codec;
import io.distsys.messaging.Messenger;
import io.distsys.messaging.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How exceptions travel: as themselves where the codec can encode them and the class is
 * known to the caller; otherwise as {@link RemoteException}. An {@link Error} always
 * travels as the latter: that another process ran out of memory must not look as if this
 * one had. So does a {@link CallException} of a call that the callee made and that did
 * not run: the caller would take it for its own call, which ran.
 *
 * @since 0.1
 */
public final class RemoteFailures {

	private static final Logger logger = LoggerFactory.getLogger(RemoteFailures.class);

	private static final int MAX_FRAMES = 512;

	private static final int MAX_CAUSES = 8;

	private final Codec codec;

	private final Function<NodeId, String> names;

	/**
	 * Create it for who encodes them, and need not call nodes by their names.
	 * @param codec encodes exceptions; the same on all nodes
	 */
	public RemoteFailures(Codec codec) {
		this(codec, NodeId::abbreviated);
	}

	/**
	 * Create it.
	 * @param codec encodes exceptions; the same on all nodes
	 * @param names knows how people call a node
	 */
	RemoteFailures(Codec codec, Function<NodeId, String> names) {
		this.codec = codec;
		this.names = names;
	}

	/**
	 * Encode what user code threw. May block for a moment, as the codec does.
	 * @param failure the exception
	 * @return the payload of a {@link io.distsys.messaging.Reply.Failed}
	 */
	public byte[] encode(Throwable failure) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			int depth = 0;
			for (Throwable each = failure; each != null && depth < MAX_CAUSES; each = each.getCause()) {
				out.writeBoolean(true);
				writeDescription(out, each);
				depth++;
			}
			out.writeBoolean(false);
			byte[] itself = encodeItself(failure);
			out.write(itself);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private byte[] encodeItself(Throwable failure) {
		if (failure instanceof Error || saysDidNotRun(failure)) {
			return new byte[0];
		}
		try {
			return this.codec.encode(failure);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("An exception travels as a description type={}", failure.getClass().getName(), ex);
			return new byte[0];
		}
	}

	/**
	 * The exception as a caller on the same node gets it.
	 * @param failure what the callee threw
	 * @param messenger knows this node
	 * @return the exception, or a {@link RemoteException} with it as its cause if it says
	 * of another call that it did not run
	 */
	public static Throwable ofCallee(Throwable failure, Messenger messenger) {
		NodeId self = messenger.self();
		return saysDidNotRun(failure) ? RemoteException.of(failure, self, messenger.nameOf(self)) : failure;
	}

	/** Also in what stages wrap it with: their callers unwrap it. */
	private static boolean saysDidNotRun(Throwable failure) {
		return InvocationRunner.unwrap(failure) instanceof CallException call && call.outcome() == Outcome.DID_NOT_RUN;
	}

	private static void writeDescription(DataOutputStream out, Throwable failure) throws IOException {
		writeString(out, failure.getClass().getName());
		writeString(out, messageOf(failure));
		StackTraceElement[] stack = failure.getStackTrace();
		int frames = Math.min(stack.length, MAX_FRAMES);
		out.writeInt(frames);
		for (int i = 0; i < frames; i++) {
			writeString(out, stack[i].getClassName());
			writeString(out, stack[i].getMethodName());
			writeString(out, stack[i].getFileName());
			out.writeInt(stack[i].getLineNumber());
		}
	}

	private static @Nullable String messageOf(Throwable failure) {
		try {
			return failure.getMessage();
		}
		catch (RuntimeException ex) {
			return "(its message cannot be read: " + ex + ")";
		}
	}

	/**
	 * Rebuild what was thrown. It suppresses a {@link RemoteCallMarker} with the remote
	 * stack. May block for a moment, as the codec does.
	 * @param payload what {@link #encode} made
	 * @param node where it was thrown
	 * @return the exception, or a {@link RemoteException}
	 */
	public Throwable decode(byte[] payload, NodeId node) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
			RemoteException described = readChain(in, node);
			if (described == null) {
				throw new IOException("there is no description");
			}
			StackTraceElement[] remoteStack = described.getStackTrace();
			Throwable itself = decodeItself(in.readAllBytes(), described.remoteClassName());
			Throwable failure = (itself != null) ? itself : described;
			failure.addSuppressed(new RemoteCallMarker(node, this.names.apply(node), remoteStack));
			return failure;
		}
		catch (IOException ex) {
			RemoteException unreadable = new RemoteException("unknown", "its description cannot be read: " + ex, node,
					this.names.apply(node), new StackTraceElement[0]);
			unreadable.initCause(ex);
			return unreadable;
		}
	}

	/**
	 * Say what was thrown, for people. Needs no codec, and does not block.
	 * @param payload what {@link #encode} made
	 * @return its class and message
	 */
	public static String description(byte[] payload) {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(payload))) {
			if (!in.readBoolean()) {
				throw new IOException("there is none");
			}
			String className = readString(in);
			String message = readString(in);
			return (message != null) ? className + ": " + message : String.valueOf(className);
		}
		catch (IOException ex) {
			return "an exception whose description cannot be read: " + ex;
		}
	}

	private @Nullable Throwable decodeItself(byte[] bytes, String className) {
		if (bytes.length == 0) {
			return null;
		}
		try {
			Object decoded = this.codec.decode(bytes);
			return (decoded instanceof Throwable failure && failure.getClass().getName().equals(className)) ? failure
					: null;
		}
		catch (RuntimeException ex) {
			logger.debug("An exception of another node is not known here type={}", className, ex);
			return null;
		}
	}

	private @Nullable RemoteException readChain(DataInputStream in, NodeId node) throws IOException {
		RemoteException first = null;
		RemoteException last = null;
		while (in.readBoolean()) {
			RemoteException next = readDescription(in, node);
			if (last == null) {
				first = next;
			}
			else {
				last.initCause(next);
			}
			last = next;
		}
		return first;
	}

	private RemoteException readDescription(DataInputStream in, NodeId node) throws IOException {
		String className = String.valueOf(readString(in));
		String message = readString(in);
		int frames = in.readInt();
		if (frames < 0 || frames > MAX_FRAMES) {
			throw new IOException("a stack of " + frames + " frames");
		}
		StackTraceElement[] stack = new StackTraceElement[frames];
		for (int i = 0; i < frames; i++) {
			stack[i] = new StackTraceElement(String.valueOf(readString(in)), String.valueOf(readString(in)),
					readString(in), in.readInt());
		}
		return new RemoteException(className, message, node, this.names.apply(node), stack);
	}

	private static void writeString(DataOutputStream out, @Nullable String text) throws IOException {
		if (text == null) {
			out.writeInt(-1);
			return;
		}
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		out.writeInt(bytes.length);
		out.write(bytes);
	}

	private static @Nullable String readString(DataInputStream in) throws IOException {
		int length = in.readInt();
		if (length == -1) {
			return null;
		}
		if (length < 0 || length > in.available()) {
			throw new IOException("a text of " + length + " bytes");
		}
		return new String(in.readNBytes(length), StandardCharsets.UTF_8);
	}

}
