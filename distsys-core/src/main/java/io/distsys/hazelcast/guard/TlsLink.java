package io.distsys.hazelcast.guard;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.concurrent.RejectedExecutionException;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.HandlerStatus;
import org.jspecify.annotations.Nullable;

/**
 * TLS on one channel: what the handlers of its two directions share. They run on
 * different threads; the slow parts of the handshake run on a third.
 */
final class TlsLink {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	/** So much the engine needs to tell a record of TLS from something else. */
	private static final int RECORD_HEADER = 5;

	private static final byte[] PLAIN_GREETING = { 'H', 'Z', 'C', 0, 0 };

	private final SSLEngine engine;

	private final Channel channel;

	private final Doorkeeper door;

	/** Whether the connection has passed when TLS is done. */
	private final boolean last;

	/** Decrypted and not handed on, to be read from. */
	private ByteBuffer application;

	private boolean tasksRunning;

	private boolean open;

	private boolean heard;

	private boolean alertSent;

	private @Nullable RefusedException failure;

	TlsLink(SSLEngine engine, Channel channel, Doorkeeper door, boolean last) throws SSLException {
		this.engine = engine;
		this.channel = channel;
		this.door = door;
		this.last = last;
		this.application = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).flip();
		engine.beginHandshake();
	}

	int networkBufferSize() {
		return 2 * this.engine.getSession().getPacketBufferSize();
	}

	/** Decrypt. */
	synchronized HandlerStatus receive(ByteBuffer network, ByteBuffer target) throws IOException {
		if (this.failure != null) {
			return HandlerStatus.BLOCKED;
		}
		try {
			return decrypt(greetsByPlain(network) ? ByteBuffer.wrap(PLAIN_GREETING) : network, target);
		}
		catch (SSLException ex) {
			fail(ex);
			return HandlerStatus.BLOCKED;
		}
	}

	/**
	 * A node without TLS and without a secret says three bytes and waits for an answer:
	 * too few for the engine to see that they are none of TLS. No record begins so.
	 */
	private static boolean greetsByPlain(ByteBuffer network) {
		int at = network.position();
		return network.remaining() >= Strangers.SIGNATURE && network.remaining() < RECORD_HEADER
				&& network.get(at) == 'H' && network.get(at + 1) == 'Z';
	}

	private HandlerStatus decrypt(ByteBuffer network, ByteBuffer target) throws IOException {
		while (true) {
			transfer(this.application, target);
			if (this.application.hasRemaining()) {
				return HandlerStatus.DIRTY;
			}
			HandshakeStatus status = this.engine.getHandshakeStatus();
			if (status == HandshakeStatus.NEED_TASK) {
				startTasks();
				return HandlerStatus.BLOCKED;
			}
			if (status == HandshakeStatus.NEED_WRAP) {
				this.channel.outboundPipeline().wakeup();
				return HandlerStatus.BLOCKED;
			}
			if (!network.hasRemaining() && status != HandshakeStatus.NEED_UNWRAP_AGAIN) {
				return HandlerStatus.CLEAN;
			}
			SSLEngineResult result = unwrap(network);
			if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
				return HandlerStatus.CLEAN;
			}
		}
	}

	private SSLEngineResult unwrap(ByteBuffer network) throws IOException {
		SSLEngineResult result;
		this.application.clear();
		try {
			result = this.engine.unwrap(network, this.application);
		}
		finally {
			this.application.flip();
		}
		switch (result.getStatus()) {
			case BUFFER_OVERFLOW ->
				this.application = ByteBuffer.allocate(2 * this.engine.getSession().getApplicationBufferSize()).flip();
			case CLOSED -> throw new EOFException("The peer has ended TLS");
			default -> {
			}
		}
		this.heard |= result.bytesProduced() > 0;
		look(result);
		return result;
	}

	/** Encrypt. Before the handshake is done nothing is taken from the source. */
	synchronized HandlerStatus send(@Nullable ByteBuffer source, ByteBuffer network) throws IOException {
		if (this.failure != null) {
			return endWithAlert(this.failure, network);
		}
		try {
			return encrypt(source, network);
		}
		catch (SSLException ex) {
			return endWithAlert(fail(ex), network);
		}
	}

	private HandlerStatus encrypt(@Nullable ByteBuffer source, ByteBuffer network) throws IOException {
		while (true) {
			ByteBuffer plain = NOTHING;
			switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> {
					startTasks();
					return HandlerStatus.BLOCKED;
				}
				case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
					return HandlerStatus.BLOCKED;
				}
				case NEED_WRAP -> {
				}
				default -> {
					if (source == null || !source.hasRemaining()) {
						return HandlerStatus.CLEAN;
					}
					plain = source;
				}
			}
			SSLEngineResult result = this.engine.wrap(plain, network);
			if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
				return HandlerStatus.DIRTY;
			}
			if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
				throw new EOFException("TLS has ended");
			}
			look(result);
			if (plain == NOTHING) {
				this.channel.inboundPipeline().wakeup();
			}
		}
	}

	/** The peer is told why by an alert, then the connection ends. */
	private HandlerStatus endWithAlert(RefusedException cause, ByteBuffer network) {
		if (!this.alertSent) {
			this.alertSent = true;
			try {
				this.engine.wrap(NOTHING, network);
			}
			catch (SSLException ex) {
				cause.addSuppressed(ex);
			}
			return HandlerStatus.DIRTY;
		}
		if (network.position() > 0) {
			return HandlerStatus.DIRTY;
		}
		Doorkeeper.end(this.channel, cause);
		return HandlerStatus.BLOCKED;
	}

	private void look(SSLEngineResult result) {
		if (!this.open && result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
			this.open = true;
			if (this.last) {
				this.door.passed(this.channel);
			}
			this.channel.outboundPipeline().wakeup();
			this.channel.inboundPipeline().wakeup();
		}
	}

	/**
	 * With TLS 1.3 a caller hears only after its end of the handshake that it is refused.
	 */
	private RefusedException fail(SSLException ex) {
		boolean plain = String.valueOf(ex.getMessage()).contains("nrecognized SSL message");
		RefusedException refused = new RefusedException(plain ? Refusal.NO_TLS : Refusal.TLS, ex);
		this.failure = refused;
		if (!this.heard) {
			this.door.refused(this.channel, refused);
		}
		this.channel.outboundPipeline().wakeup();
		return refused;
	}

	private void startTasks() throws IOException {
		if (this.tasksRunning) {
			return;
		}
		this.tasksRunning = true;
		try {
			this.door.tasks().execute(this::runTasks);
		}
		catch (RejectedExecutionException ex) {
			throw new IOException("Too many TLS handshakes at once", ex);
		}
	}

	private void runTasks() {
		Runnable task = this.engine.getDelegatedTask();
		while (task != null) {
			task.run();
			task = this.engine.getDelegatedTask();
		}
		synchronized (this) {
			this.tasksRunning = false;
		}
		this.channel.inboundPipeline().wakeup();
		this.channel.outboundPipeline().wakeup();
	}

	/** The certificate of the called end, by which both ends name this TLS connection. */
	synchronized byte[] binding() {
		try {
			Certificate[] chain = this.channel.isClientMode() ? this.engine.getSession().getPeerCertificates()
					: this.engine.getSession().getLocalCertificates();
			if (chain == null || chain.length == 0) {
				throw new IllegalStateException("The called end of a TLS connection has no certificate");
			}
			return MessageDigest.getInstance("SHA-256").digest(chain[0].getEncoded());
		}
		catch (SSLPeerUnverifiedException | CertificateEncodingException | NoSuchAlgorithmException ex) {
			throw new IllegalStateException("The called end of a TLS connection cannot be named", ex);
		}
	}

	private static void transfer(ByteBuffer from, ByteBuffer to) {
		int count = Math.min(from.remaining(), to.remaining());
		if (count > 0) {
			to.put(from.slice(from.position(), count));
			from.position(from.position() + count);
		}
	}

}
