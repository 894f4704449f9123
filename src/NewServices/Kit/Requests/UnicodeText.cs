namespace Hub.ServiceKit.Requests;

/// <summary>What text the legacy side can be told.</summary>
public static class UnicodeText
{
    /// <summary>Whether XML 1.0 can carry a text; its surrogates are in pairs already.</summary>
    public static bool IsXml(string text) => text.All(c => c is '\t' or '\n' or '\r' or (>= ' ' and < '\uFFFE'));
}
