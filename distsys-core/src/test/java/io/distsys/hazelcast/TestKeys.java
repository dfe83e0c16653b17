package io.distsys.hazelcast;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key pair with a certificate that vouches for itself. */
public final class TestKeys {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final String ALIAS = "node";

	private final KeyStore store;

	/**
	 * Make it for 127.0.0.1.
	 * @param directory takes the key store
	 * @param name common name
	 */
	public TestKeys(Path directory, String name) throws IOException, InterruptedException, GeneralSecurityException {
		this(directory, name, "127.0.0.1");
	}

	/**
	 * Make it with the keytool of this JDK.
	 * @param directory takes the key store
	 * @param name common name
	 * @param address of the machine that shows it
	 */
	public TestKeys(Path directory, String name, String address)
			throws IOException, InterruptedException, GeneralSecurityException {
		Path file = directory.resolve(name + ".p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=IP:" + address,
				"-validity", "3650", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
				new String(PASSWORD))
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve(name + ".log").toFile())
			.start();
		if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
			throw new IllegalStateException("keytool: " + Files.readString(directory.resolve(name + ".log")));
		}
		this.store = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(file)) {
			this.store.load(stream, PASSWORD);
		}
	}

	/** The certificate in PEM. */
	public String pem() throws GeneralSecurityException {
		return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' })
			.encodeToString(this.store.getCertificate(ALIAS).getEncoded()) + "\n-----END CERTIFICATE-----\n";
	}

	/** A context that shows this certificate and trusts only it. */
	public SSLContext context() throws GeneralSecurityException, IOException {
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry(ALIAS, this.store.getCertificate(ALIAS));
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(this.store, PASSWORD);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

}
