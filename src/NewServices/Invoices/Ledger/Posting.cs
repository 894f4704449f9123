namespace Hub.Invoices.Ledger;

/// <summary>What is to be posted for a document, in hundredths; debits are positive, credits negative.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="On">The day it happened.</param>
/// <param name="Document">The document's id.</param>
/// <param name="CustomerId">The customer.</param>
/// <param name="Currency">The currency of the amounts.</param>
internal sealed record Posting(EntryKind Kind, DateOnly On, string Document, string CustomerId, string Currency)
{
    private readonly List<(Account Account, long Amount)> _lines = [];

    /// <summary>Who asked for it, where the hub knows; or null.</summary>
    public string? By { get; init; }

    /// <summary>The lines that are not zero.</summary>
    public IReadOnlyList<(Account Account, long Amount)> Lines => _lines;

    /// <summary>Whether the lines come to zero, as those of every entry do.</summary>
    public bool Balances => _lines.Sum(l => l.Amount) == 0;

    public Posting Debit(Account account, long amount) => Add(account, amount);

    public Posting Credit(Account account, long amount) => Add(account, -amount);

    private Posting Add(Account account, long amount)
    {
        if (amount != 0)
            _lines.Add((account, amount));
        return this;
    }
}
