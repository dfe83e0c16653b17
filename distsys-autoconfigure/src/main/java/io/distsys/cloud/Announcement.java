package io.distsys.cloud;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;

/**
 * All instances that one node has registered, as it tells the others.
 *
 * @param revision grows with each change on that node
 * @param instances the instances
 */
record Announcement(long revision, List<ServiceInstance> instances) {

	/** Of the encoding. What a later version appends is not read. */
	private static final int VERSION = 1;

	Announcement {
		instances = List.copyOf(instances);
	}

	byte[] encode() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeLong(this.revision);
			out.writeInt(this.instances.size());
			for (ServiceInstance instance : this.instances) {
				write(instance, out);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	private static void write(ServiceInstance instance, DataOutputStream out) throws IOException {
		String id = instance.getInstanceId();
		out.writeUTF((id != null) ? id : "");
		out.writeUTF(instance.getServiceId());
		out.writeUTF(instance.getHost());
		out.writeInt(instance.getPort());
		out.writeBoolean(instance.isSecure());
		Map<String, String> given = instance.getMetadata();
		Map<String, String> metadata = (given != null) ? given : Map.of();
		out.writeInt(metadata.size());
		for (Map.Entry<String, String> entry : metadata.entrySet()) {
			out.writeUTF(entry.getKey());
			out.writeUTF(entry.getValue());
		}
	}

	/**
	 * Read what another node has told.
	 * @throws IOException if it cannot be read
	 */
	static Announcement decode(byte[] bytes) throws IOException {
		try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
			int version = in.readByte();
			if (version < VERSION) {
				throw new IOException("Version " + version + " of the announcement is unknown");
			}
			long revision = in.readLong();
			int count = in.readInt();
			List<ServiceInstance> instances = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				instances.add(read(in));
			}
			return new Announcement(revision, instances);
		}
	}

	private static ServiceInstance read(DataInputStream in) throws IOException {
		String id = in.readUTF();
		String serviceId = in.readUTF();
		String host = in.readUTF();
		int port = in.readInt();
		boolean secure = in.readBoolean();
		Map<String, String> metadata = new TreeMap<>();
		int count = in.readInt();
		for (int i = 0; i < count; i++) {
			metadata.put(in.readUTF(), in.readUTF());
		}
		return new DefaultServiceInstance(id, serviceId, host, port, secure, Map.copyOf(metadata));
	}

}
