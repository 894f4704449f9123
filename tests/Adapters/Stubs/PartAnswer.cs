namespace Hub.Adapters.Tests.Stubs;

/// <summary>An answer of <see cref="Parts"/>' GetPart with what is required and nothing else.</summary>
internal static class PartAnswer
{
    public const string Body =
        """<GetPartResponse xmlns="urn:parts"><Part><No>17</No><Count>3</Count><Sold>true</Sold><Note/></Part>"""
        + "</GetPartResponse>";
}
