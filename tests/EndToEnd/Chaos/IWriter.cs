namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Somebody who edits, one edit after the other.</summary>
internal interface IWriter
{
    /// <summary>Makes the next edit, and keeps it in the ledger once it is answered.</summary>
    Task EditAsync();
}
