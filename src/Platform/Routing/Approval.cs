using System.Data.Common;

namespace Hub.Platform.Routing;

/// <summary>A second person's yes to a revision.</summary>
/// <param name="By">Who approves: a token's name.</param>
/// <param name="TakeAsync">
/// Takes the approval in the revision's transaction, so that it is used once; false when it is gone.
/// </param>
public sealed record Approval(string By, Func<DbConnection, DbTransaction, Task<bool>> TakeAsync);
