package dev.spendbreaker.mcp;

import io.modelcontextprotocol.util.McpUriTemplateManager;
import io.modelcontextprotocol.util.McpUriTemplateManagerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URI templates whose variables may hold slashes, as scope keys do, encoded or not; the SDK's end a
 * value at a slash.
 */
final class UriTemplates implements McpUriTemplateManagerFactory {
  private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_]+)}");

  @Override
  public McpUriTemplateManager create(String template) {
    List<String> names = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    Matcher variables = VARIABLE.matcher(template);
    int end = 0;
    while (variables.find()) {
      names.add(variables.group(1));
      pattern.append(Pattern.quote(template.substring(end, variables.start()))).append("(.+?)");
      end = variables.end();
    }
    pattern.append(Pattern.quote(template.substring(end)));
    return new Template(names, Pattern.compile(pattern.toString(), Pattern.DOTALL));
  }

  private record Template(List<String> names, Pattern pattern) implements McpUriTemplateManager {
    @Override
    public List<String> getVariableNames() {
      return names;
    }

    @Override
    public Map<String, String> extractVariableValues(String uri) {
      Map<String, String> values = new HashMap<>();
      Matcher matcher = pattern.matcher(uri);
      if (matcher.matches()) {
        for (int i = 0; i < names.size(); i++) {
          values.put(names.get(i), matcher.group(i + 1));
        }
      }
      return values;
    }

    @Override
    public boolean matches(String uri) {
      return pattern.matcher(uri).matches();
    }

    @Override
    public boolean isUriTemplate(String uri) {
      return VARIABLE.matcher(uri).find();
    }
  }
}
