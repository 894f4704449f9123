using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Platform.Changes;

/// <summary>
/// What both sides of a link have told of their records lately, where this process reads their changes. Sync implements it.
/// </summary>
public interface IToldChanges
{
    /// <summary>
    /// Returns the last change of a record that each side has told since a time. What sides tell of an entity is kept from the
    /// first such question on, for some minutes: nobody else needs it.
    /// </summary>
    /// <param name="link">The link.</param>
    /// <param name="key">The record's key on the new side.</param>
    /// <param name="since">From when on.</param>
    Task<ToldOfRecord> FindAsync(LinkPlan link, string key, DateTimeOffset since);
}

/// <summary>What both sides have told of a record.</summary>
/// <param name="Legacy">The legacy side's last change, in the new side's keys; null where it has told none.</param>
/// <param name="New">The new side's last change; null where it has told none.</param>
/// <param name="WhyNot">Why that is not known here, in half a sentence; null where it is.</param>
public sealed record ToldOfRecord(ToldChange? Legacy, ToldChange? New, string? WhyNot = null);

/// <summary>A change that a side has told.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Version">The record's version on that side.</param>
/// <param name="Content">The whole record as contract JSON; null for a deletion.</param>
public sealed record ToldChange(ChangeKind Kind, long Version, JsonObject? Content);
