package io.distsys.hazelcast.guard;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What the two ends say to each other, and what somebody between can do with it. */
class SecretHandshakeTests {

	private static final SecretKeys OLD = new SecretKeys(List.of("the-old-secret-of-tests"));

	private static final SecretKeys NEW = new SecretKeys(List.of("the-new-secret-of-tests"));

	private static final SecretKeys OLD_AND_NEW = new SecretKeys(
			List.of("the-old-secret-of-tests", "the-new-secret-of-tests"));

	private static final SecretKeys NEW_AND_OLD = new SecretKeys(
			List.of("the-new-secret-of-tests", "the-old-secret-of-tests"));

	private static final CalledAddress HERE = CalledAddress.of(new InetSocketAddress("10.1.2.3", 5701));

	private static final CalledAddress ELSEWHERE = CalledAddress.of(new InetSocketAddress("10.1.2.4", 5701));

	private static final Supplier<byte[]> PLAIN = () -> new byte[0];

	private final SecureRandom random = new SecureRandom();

	private SecretHandshake.Caller caller(SecretKeys keys) {
		return caller(keys, PLAIN);
	}

	private SecretHandshake.Caller caller(SecretKeys keys, Supplier<byte[]> channel) {
		return new SecretHandshake.Caller(keys, channel, HERE.bytes(), this.random);
	}

	private SecretHandshake.Called called(SecretKeys keys) {
		return called(keys, PLAIN);
	}

	private SecretHandshake.Called called(SecretKeys keys, Supplier<byte[]> channel) {
		return new SecretHandshake.Called(keys, channel, List.of(HERE), this.random);
	}

	private static void shake(SecretHandshake caller, SecretHandshake called) throws RefusedException {
		byte[] challenge = called.receive(caller.begin());
		byte[] answer = called.receive(caller.receive(challenge));
		caller.receive(answer);
		assertThat(caller.expects()).isZero();
		assertThat(called.expects()).isZero();
	}

	private static Refusal refusal(ThrowingRunnable action) {
		return catchThrowableOfType(RefusedException.class, action::run).refusal();
	}

	@Test
	void endsOfOneSecretPass() throws RefusedException {
		shake(caller(OLD), called(OLD));
	}

	@Test
	void eachStepOfARotationPassesBesideTheStepBeforeIt() throws RefusedException {
		List<SecretKeys> steps = List.of(OLD, OLD_AND_NEW, NEW_AND_OLD, NEW);
		for (int i = 0; i + 1 < steps.size(); i++) {
			shake(caller(steps.get(i)), called(steps.get(i + 1)));
			shake(caller(steps.get(i + 1)), called(steps.get(i)));
		}
	}

	@Test
	void secretTwiceInTheListPasses() throws RefusedException {
		SecretKeys twice = new SecretKeys(List.of("the-old-secret-of-tests", "the-old-secret-of-tests"));
		shake(caller(twice), called(twice));
	}

	@Test
	void callerWithAnotherSecretIsRefusedAndGetsNoProof() throws RefusedException {
		SecretHandshake.Caller caller = caller(NEW);
		SecretHandshake.Called called = called(OLD);
		byte[] proof = caller.receive(called.receive(caller.begin()));
		assertThat(refusal(() -> called.receive(proof))).isEqualTo(Refusal.OTHER_SECRET);
		byte[] farewell = called.farewell(Refusal.OTHER_SECRET);
		assertThat(farewell).hasSize(SecretHandshake.ANSWER_LENGTH).startsWith(SecretHandshake.UNKNOWN_SECRET);
		assertThat(refusal(() -> caller.receive(farewell))).isEqualTo(Refusal.OTHER_SECRET);
	}

	@Test
	void calledEndThatOnlyPretendsIsRefused() throws RefusedException {
		SecretHandshake.Caller caller = caller(OLD);
		caller.receive(called(OLD).receive(caller.begin()));
		assertThat(refusal(() -> caller.receive(new byte[SecretHandshake.ANSWER_LENGTH])))
			.isEqualTo(Refusal.OTHER_SECRET);
	}

	@Test
	void recordedHandshakeDoesNotOpenAnotherConnection() throws RefusedException {
		SecretHandshake.Caller caller = caller(OLD);
		SecretHandshake.Called called = called(OLD);
		byte[] hello = caller.begin();
		byte[] proof = caller.receive(called.receive(hello));
		called.receive(proof);
		SecretHandshake.Called again = called(OLD);
		again.receive(hello);
		assertThat(refusal(() -> again.receive(proof))).isEqualTo(Refusal.OTHER_SECRET);
	}

	@Test
	void whatANodeSaysIsNoUseWhenSentBackToIt() throws RefusedException {
		// The attacker calls the node, and lets the node's own call prove it.
		SecretHandshake.Called victim = called(OLD);
		SecretHandshake.Caller victimsOwnCall = caller(OLD);
		byte[] hello = victimsOwnCall.begin();
		byte[] challenge = victim.receive(hello);
		byte[] proof = victimsOwnCall.receive(challenge);
		byte[] echoed = new byte[SecretHandshake.ANSWER_LENGTH];
		System.arraycopy(proof, 0, echoed, 1, proof.length);
		assertThat(refusal(() -> victimsOwnCall.receive(echoed))).isEqualTo(Refusal.OTHER_SECRET);
	}

	@Test
	void handshakePassedOnToAnotherNodeIsRefused() throws RefusedException {
		SecretHandshake.Called other = new SecretHandshake.Called(OLD, PLAIN, List.of(ELSEWHERE), this.random);
		SecretHandshake.Caller caller = caller(OLD);
		byte[] proof = caller.receive(other.receive(caller.begin()));
		assertThat(refusal(() -> other.receive(proof))).isEqualTo(Refusal.OTHER_ADDRESS);
		assertThat(refusal(() -> caller.receive(other.farewell(Refusal.OTHER_ADDRESS))))
			.isEqualTo(Refusal.OTHER_ADDRESS);
	}

	@Test
	void addressChangedOnTheWayBreaksTheProof() throws RefusedException {
		SecretHandshake.Called other = new SecretHandshake.Called(OLD, PLAIN, List.of(ELSEWHERE), this.random);
		SecretHandshake.Caller caller = caller(OLD);
		byte[] hello = caller.begin().clone();
		System.arraycopy(ELSEWHERE.bytes(), 0, hello, hello.length - CalledAddress.LENGTH, CalledAddress.LENGTH);
		byte[] proof = caller.receive(other.receive(hello));
		assertThat(refusal(() -> other.receive(proof))).isEqualTo(Refusal.OTHER_SECRET);
	}

	@Test
	void handshakeDoesNotLeaveItsTlsConnection() throws RefusedException {
		byte[] one = new byte[32];
		byte[] two = new byte[32];
		two[0] = 1;
		shake(caller(OLD, () -> one), called(OLD, () -> one));
		assertThatExceptionOfType(RefusedException.class)
			.isThrownBy(() -> shake(caller(OLD, () -> one), called(OLD, () -> two)));
	}

	@Test
	void otherVersionIsRefused() {
		byte[] hello = caller(OLD).begin().clone();
		hello[3] = 2;
		assertThat(refusal(() -> called(OLD).receive(hello))).isEqualTo(Refusal.NOT_A_NODE);
	}

	@Test
	void addressesAreReadAsTheyAreWritten() {
		for (CalledAddress address : List.of(HERE, CalledAddress.of(new InetSocketAddress("::1", 65_535)))) {
			assertThat(CalledAddress.read(address.bytes(), 0)).isEqualTo(address);
		}
		assertThat(HERE).hasToString("10.1.2.3:5701");
	}

	@Test
	void secretsAreNotPrinted() {
		assertThat(MemberSecurity.none().withSecrets("the-old-secret-of-tests").toString()).doesNotContain("old");
	}

	@Test
	void shortSecretIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> MemberSecurity.none().withSecrets("short"))
			.withMessageContaining("at least 16 characters, one has 5");
	}

	interface ThrowingRunnable {

		void run() throws RefusedException;

	}

}
