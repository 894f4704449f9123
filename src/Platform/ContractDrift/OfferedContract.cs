namespace Hub.Platform.ContractDrift;

/// <summary>When a system was asked what it offers, and what came of it.</summary>
/// <param name="System">The system.</param>
/// <param name="AskedAt">When it was asked last; null where it never was.</param>
/// <param name="Problem">Why it could not be asked then; null where it was, or never was.</param>
/// <param name="Catalogue">What a database had when it was asked first under this contract, as JSON; null for none.</param>
public sealed record OfferedContract(string System, DateTimeOffset? AskedAt, string? Problem, string? Catalogue);
