namespace Hub.Platform.Identity;

/// <summary>
/// The words of the audit log for a refusal whose answer may hold another system's own words, which may name a person: who asked
/// reads them, and the log keeps none. A feature of the request.
/// </summary>
/// <param name="Text">The words.</param>
public sealed record AuditedAs(string Text);
