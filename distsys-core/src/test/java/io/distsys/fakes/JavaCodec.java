package io.distsys.fakes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.atomic.AtomicInteger;

import io.distsys.messaging.Codec;

/** Java serialization, counting. */
public final class JavaCodec implements Codec {

	public final AtomicInteger encoded = new AtomicInteger();

	public final AtomicInteger decoded = new AtomicInteger();

	/** Classes of this prefix are not known at the decoding side. */
	public volatile String unknownPrefix = "?";

	@Override
	public byte[] encode(Object value) {
		this.encoded.incrementAndGet();
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(value);
		}
		catch (IOException ex) {
			throw new NotEncodableException("Not serializable: " + ex.getMessage(), ex);
		}
		return bytes.toByteArray();
	}

	@Override
	public Object decode(byte[] bytes) {
		this.decoded.incrementAndGet();
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			Object value = in.readObject();
			if (value != null && value.getClass().getName().startsWith(this.unknownPrefix)) {
				throw new ClassNotFoundException(value.getClass().getName());
			}
			return value;
		}
		catch (IOException | ClassNotFoundException ex) {
			throw new NotEncodableException("Not known here: " + ex.getMessage(), ex);
		}
	}

}
