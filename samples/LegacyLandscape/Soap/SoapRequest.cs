using System.Xml.Linq;

namespace LegacyLandscape.Soap;

/// <param name="Body">The request itself, valid by the contract's schema.</param>
/// <param name="Header">The header the service understands, where the caller sent it.</param>
internal sealed record SoapRequest(XElement Body, XElement? Header);
