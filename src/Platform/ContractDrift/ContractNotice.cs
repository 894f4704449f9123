using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;

namespace Hub.Platform.ContractDrift;

/// <summary>Tells people that a system does otherwise than its contract says.</summary>
internal static class ContractNotice
{
    /// <summary>Returns the notice of a finding that is new.</summary>
    public static Notice Of(ContractFinding finding) => new(
        NoticeKinds.Contract,
        // Names of elements are the system's own, and an id has to fit into a header.
        "contract-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{finding.System}\n{finding.Source}\n{finding.Operation}\n{finding.Place}")))[..16],
        finding.System,
        $"{finding.System}: {finding.Text}. {(finding.Routes.Count == 0 ? "No route calls it."
            : $"Routes that call it: {string.Join(", ", finding.Routes)}.")} See ./hub systems {finding.System} --drift.",
        new JsonObject
        {
            ["system"] = finding.System,
            ["source"] = finding.Source,
            ["operation"] = finding.Operation,
            ["place"] = finding.Place,
            ["routes"] = new JsonArray([.. finding.Routes.Select(r => JsonValue.Create(r))]),
        });
}
