using LegacyLandscape.Crm.Security;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Crm.Soap;

/// <summary>POST /crm/services/CustomerService</summary>
internal sealed class CrmEndpoint(SoapParts parts, UsernameTokens tokens) : SoapEndpoint(parts)
{
    protected override void Authenticate(SoapRequest request) => tokens.Check(request.Header);
}
