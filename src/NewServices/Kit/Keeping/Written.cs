using Hub.ServiceKit.Problems;

namespace Hub.ServiceKit.Keeping;

/// <summary>What became of a write: the record as it stands now, or why it was refused.</summary>
/// <param name="Record">The record; null where the write was refused.</param>
/// <param name="Refused">Why it was refused; null where it was carried out.</param>
public sealed record Written<T>(T? Record, Problem? Refused)
    where T : class
{
    /// <summary>Makes the outcome of a write that was carried out.</summary>
    public static implicit operator Written<T>(T record) => new(record, null);

    /// <summary>Makes the outcome of a write that was refused.</summary>
    public static implicit operator Written<T>(Problem refused) => new(null, refused);
}
