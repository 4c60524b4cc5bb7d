package dev.countersign.testkit;

/** A process that starts a PostgreSQL server, prints the number of its process and leaves it running. */
final class PostgresChild {
    private PostgresChild() {}

    static void main() throws InterruptedException {
        IO.println(Postgres.shared().pid());
        Thread.currentThread().join();
    }
}
