namespace Hub.Console.Asking;

/// <summary>Whether audit log and revisions are whole, as <c>/hub/api/audit/verification</c> tells it.</summary>
public sealed record AuditVerification(bool Whole, long? BrokenAuditEntry, long? BrokenRevision, AuditAnchors? Anchors);

/// <summary>Where the node that was asked writes anchors to.</summary>
public sealed record AuditAnchors(string Location, string? Problem);
