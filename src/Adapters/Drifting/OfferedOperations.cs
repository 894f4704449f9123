using Hub.Adapters.SoapSystems;
using Hub.Platform.ContractDrift;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;

namespace Hub.Adapters.Drifting;

/// <summary>Asks a SOAP service for its WSDL, and compares it with the plan's.</summary>
internal static class OfferedOperations
{
    /// <returns>What is different.</returns>
    /// <exception cref="InvalidContractException">The WSDL cannot be read, or has no such port any more.</exception>
    public static async Task<IReadOnlyList<ContractFinding>> CompareAsync(
        string system, SoapClient client, SoapSystemContract contract, Uri location, ServedContract served,
        CancellationToken cancellation)
    {
        var copy = await client.ReadOfferedAsync(location, cancellation);
        if (copy.Missing is [var missing, ..])
            throw new InvalidContractException(missing);
        var today = WsdlReader.Read(copy.Files, copy.File, contract.Written.Version, contract.Written.Port?.Name);
        return
        [
            .. ContractDifferences.Of(contract.Written, today).Select(d => new ContractFinding(
                system, ContractFinding.Offered, d.Operation, d.Place, d.Text, served.RoutesOf(d.Operation))),
        ];
    }
}
