namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>What must not become of an edit or a record.</summary>
internal enum FaultKind
{
    /// <summary>An acknowledged value is gone, and who replaced it had not seen it, and no conflict lists it.</summary>
    Lost,

    /// <summary>A record is there more than once.</summary>
    Doubled,

    /// <summary>The sides hold different values.</summary>
    Different,

    /// <summary>An edit was refused and made.</summary>
    MadeThoughRefused,

    /// <summary>Nobody wrote the value.</summary>
    OfNobody,
}

/// <summary>Something that must not be, with where it is.</summary>
internal sealed record Fault(FaultKind Kind, string Record, string Field, string Detail)
{
    public override string ToString() => $"{Kind}: {Record}, {Field}: {Detail}";
}
