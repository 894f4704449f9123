using System.Globalization;
using Hub.Adapters.Sql.Journals;

namespace Hub.Adapters.Slots;

/// <summary>What a server says of replicating the tables of an entity, and of the slot.</summary>
/// <param name="Database">The database's number.</param>
/// <param name="Version">The server's version, such as 150004.</param>
/// <param name="WalLevel">What it writes to its log: <c>logical</c>.</param>
/// <param name="MayReplicate">Whether the account may.</param>
/// <param name="Account">The account.</param>
/// <param name="IsLimited">Whether the server limits what it keeps of its log for slots.</param>
/// <param name="End">The end of its log.</param>
/// <param name="HasPublication">Whether the publication is there.</param>
/// <param name="Slot">The slot, or null if the server does not have it.</param>
internal sealed record SlotFacts(
    string Database, int Version, string WalLevel, bool MayReplicate, string Account, bool IsLimited, long End,
    bool HasPublication, FoundSlot? Slot)
{
    private const int OldestVersion = 140_000;

    /// <summary>Says why the server does not replicate for the hub, and what to do.</summary>
    public IEnumerable<string> FindProblems()
    {
        if (Version < OldestVersion)
            yield return "replication is read from PostgreSQL 14 on: capture by 'journal' instead";
        if (WalLevel != "logical")
            yield return $"wal_level is {WalLevel}: set wal_level = logical in the server's configuration and restart it, or "
                + "capture by 'journal', which needs neither";
        if (!MayReplicate)
            yield return $"the account {Account} of 'connection' may not replicate: ALTER ROLE {Account} REPLICATION, by a "
                + "superuser (on a managed server, its role for replication)";
    }

    /// <summary>
    /// Takes over the slot's position where changes were missed. This store is never behind what is confirmed, as it keeps before
    /// it confirms, and never beyond the end of the log, but where the database was restored.
    /// </summary>
    /// <param name="rows">The store.</param>
    /// <param name="system">The system.</param>
    /// <param name="before">What the store had before the server was asked; null for nothing.</param>
    public async Task<SlotState> AdoptAsync(SlotRows rows, string system, SlotState? before)
    {
        if (before?.Lsn > End)
            await rows.ForgetAsync(system);
        return await rows.AdoptAsync(system, Slot!.Name, Slot.Confirmed);
    }

    /// <summary>Says what to think of so that the log does not fill the server's disk; null for nothing.</summary>
    public string? FindNotice()
    {
        if (Slot is not { Retained: >= FoundSlot.Much } slot)
            return null;
        var bytes = (slot.Retained / 1_048_576).ToString("N0", CultureInfo.InvariantCulture);
        return $"the slot {slot.Name} has the server keep {bytes} MiB of its log: a transaction is open for long, or the "
            + "hub does not keep up" + (IsLimited ? "" : ". Set max_slot_wal_keep_size, so that the disk cannot become full");
    }
}

/// <summary>A slot as the server has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">
/// How its log is kept: <c>reserved</c>, <c>extended</c>, <c>unreserved</c>, or <c>lost</c> where it cannot be read any more.
/// </param>
/// <param name="Confirmed">The position that its reader has confirmed.</param>
/// <param name="Retained">Bytes of the log that are kept for it.</param>
/// <param name="IsActive">Whether somebody reads it.</param>
internal sealed record FoundSlot(string Name, string Status, long Confirmed, long Retained, bool IsActive)
{
    /// <summary>From so many bytes on a person is told.</summary>
    public const long Much = 1L << 30;

    /// <summary>Whether the server has removed what was not read yet.</summary>
    public bool IsLost => Status == "lost";
}

/// <summary>How the rows of a table are told apart in the log.</summary>
/// <param name="Table">The table's place in the shape.</param>
/// <param name="Kind">As <c>pg_class.relreplident</c> has it.</param>
/// <param name="Columns">The columns that a deleted row is told by; empty for none.</param>
internal sealed record ReplicaIdentity(int Table, string Kind, IReadOnlyList<string> Columns)
{
    private const string Full = "f";

    /// <summary>Says why deletions would not be told, or be refused; null where they are told.</summary>
    public string? FindProblem(JournaledTable table)
    {
        if (Kind == Full || table.Columns.All(c => Columns.Contains(c, StringComparer.Ordinal)))
            return null;
        var columns = string.Join(", ", table.Columns);
        return Columns.Count == 0
            ? $"{table.Name} has no replica identity, and PostgreSQL refuses each UPDATE and DELETE of a table that is published "
                + $"without one: give it a primary key with {columns}, or ALTER TABLE {table.Name} REPLICA IDENTITY FULL, which "
                + "writes the whole old row to the log with each change"
            : $"the replica identity of {table.Name} ({string.Join(", ", Columns)}) lacks {columns}, so that a deleted row does "
                + $"not tell its record: ALTER TABLE {table.Name} REPLICA IDENTITY USING INDEX of a unique index with {columns}, "
                + "or FULL, which writes the whole old row to the log with each change";
    }
}
